-- Lets a web page open a WebSocket only when it comes from one of our own sites (option otterdesk_origins).
-- A browser sends the page's origin and does not let the page change it; programs that are no browsers send none.
module:set_global();

local allowed = module:get_option_set("otterdesk_origins", {});

module:hook("websocket-session", function (event)
	local origin = event.request.headers.origin;
	if origin and not allowed:contains(origin) then
		event.session:close({ condition = "policy-violation", text = "This web site may not connect here." });
	end
end);
