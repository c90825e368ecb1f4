-- For the operators' host: what the desk sends to one of an operator's clients reaches that client and nothing else. No copy goes to
-- another one (XEP-0280), nothing into an archive (XEP-0313), whatever modules there are. Where the client is gone it comes back to
-- the desk, instead of to another client, which does not have the chat and could not read it. `otterdesk_service` names the desk's component.
local st = require "util.stanza";

local sessions = prosody.full_sessions;
local service = module:get_option_string("otterdesk_service");
local conversations = { chat = true; normal = true };

module:hook("message/full", function (event)
	local origin, stanza = event.origin, event.stanza;
	if origin.type ~= "component" or origin.host ~= service then return; end
	local session = sessions[stanza.attr.to];
	if session and session.send(stanza) then return true; end
	if not conversations[stanza.attr.type or "normal"] then return; end
	origin.send(st.error_reply(stanza, "cancel", "service-unavailable"));
	return true;
end, 1); -- before archives (0), copies (-0.5) and delivery to whoever is there (-1); after an operator's list of those who are blocked
