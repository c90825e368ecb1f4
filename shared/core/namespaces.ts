// Every XML namespace spoken here, each with the document that defines it.
export const NS = {
  client: "jabber:client", // RFC 6120
  component: "jabber:component:accept", // XEP-0114
  streams: "http://etherx.jabber.org/streams", // RFC 6120 section 4.8
  streamErrors: "urn:ietf:params:xml:ns:xmpp-streams", // RFC 6120 section 4.9
  stanzas: "urn:ietf:params:xml:ns:xmpp-stanzas", // RFC 6120 section 8.3.3
  roster: "jabber:iq:roster", // RFC 6121
  forms: "jabber:x:data", // XEP-0004
  discoInfo: "http://jabber.org/protocol/disco#info", // XEP-0030
  discoItems: "http://jabber.org/protocol/disco#items", // XEP-0030
  commands: "http://jabber.org/protocol/commands", // XEP-0050
  vcard: "vcard-temp", // XEP-0054
  rsm: "http://jabber.org/protocol/rsm", // XEP-0059
  pubsub: "http://jabber.org/protocol/pubsub", // XEP-0060
  pubsubEvent: "http://jabber.org/protocol/pubsub#event", // XEP-0060
  pubsubOwner: "http://jabber.org/protocol/pubsub#owner", // XEP-0060
  pubsubErrors: "http://jabber.org/protocol/pubsub#errors", // XEP-0060
  publishOptions: "http://jabber.org/protocol/pubsub#publish-options", // XEP-0060 section 7.1.5
  nodeConfig: "http://jabber.org/protocol/pubsub#node_config", // XEP-0060
  pubsubMeta: "http://jabber.org/protocol/pubsub#meta-data", // XEP-0060 section 5.4
  version: "jabber:iq:version", // XEP-0092
  chatStates: "http://jabber.org/protocol/chatstates", // XEP-0085
  admin: "http://jabber.org/protocol/admin", // XEP-0133
  receipts: "urn:xmpp:receipts", // XEP-0184
  ping: "urn:xmpp:ping", // XEP-0199
  delay: "urn:xmpp:delay", // XEP-0203
  carbons: "urn:xmpp:carbons:2", // XEP-0280
  hints: "urn:xmpp:hints", // XEP-0334
  originId: "urn:xmpp:sid:0", // XEP-0359
  nick: "http://jabber.org/protocol/nick", // XEP-0172
  encryption: "urn:xmpp:eme:0", // XEP-0380
  ids: "urn:xmpp:sid:0", // XEP-0359
  otr: "urn:xmpp:otr:0", // XEP-0364, as named by XEP-0380
  otterdesk: "urn:otterdesk:0", // docs/protocol.md
} as const;
