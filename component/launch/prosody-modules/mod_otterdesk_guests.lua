-- For the guests' host: what a guest sends goes to the desk and nowhere else, and nothing else reaches a guest.
-- Without it any visitor could write to operators and to other visitors. `otterdesk_service` names the desk's component;
-- where it is not set, every component of this server counts.
local jid_host = require "util.jid".host;
local st = require "util.stanza";

local service = module:get_option_string("otterdesk_service");

local function is_desk(host)
	if service then return host == service; end
	return hosts[host] ~= nil and hosts[host].type == "component";
end

local function refuse(origin, stanza)
	if stanza.attr.type ~= "error" and stanza.attr.type ~= "result" and stanza.name ~= "presence" then
		origin.send(st.error_reply(stanza, "cancel", "service-unavailable"));
	end
	return true;
end

local function outgoing(event)
	local to = event.stanza.attr.to;
	if to == nil or is_desk(jid_host(to)) then return; end
	-- The session itself: its own account, and questions to its server, such as a ping.
	if event.stanza.name == "iq" and (to == module.host or to:match("^[^/]+") == event.origin.username.."@"..module.host) then return; end
	return refuse(event.origin, event.stanza);
end

local function incoming(event)
	local from = event.stanza.attr.from;
	local host = from and jid_host(from);
	-- No sender, or its own server's and its own account's replies; another guest's stanza was stopped on its way out.
	if host == nil or host == module.host or is_desk(host) then return; end
	return refuse(event.origin, event.stanza);
end

-- Signing in by XEP-0388 is for a stream that is not signed in: mod_sasl2 does not ask, and a second time would leave the first session in the server's tables.
local function already_in(event)
	local session = event.origin;
	if session.type == "c2s_unauthed" then return; end
	session:close({ condition = "policy-violation", text = "This stream is signed in already" });
	return true;
end
for _, name in ipairs { "authenticate", "response" } do
	module:hook("stanza/urn:xmpp:sasl:2:"..name, already_in, 1000);
end

for _, kind in ipairs { "iq", "message", "presence" } do
	for _, target in ipairs { "bare", "full", "host" } do
		module:hook("pre-"..kind.."/"..target, outgoing, 1000);
	end
	for _, target in ipairs { "bare", "full" } do
		module:hook(kind.."/"..target, incoming, 1000);
	end
end
