-- Lets a web page open a WebSocket only when it comes from one of our own sites (option otterdesk_origins).
-- A browser sends the page's origin and does not let the page change it; programs that are no browsers send none.
module:set_global();

local server = require "net.http.server";
local allowed = module:get_option_set("otterdesk_origins", {});

local function gate(event)
	local origin = event.request.headers.origin;
	if origin and not allowed:contains(origin) then return 403; end
end

for _, path in ipairs { "/xmpp-websocket", "/xmpp-websocket/" } do
	module:hook_object_event(server, "GET "..path, gate, 1000); -- before mod_websocket, which has the same event
end
