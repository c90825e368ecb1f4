-- COMPAT (Prosody 0.12): a session resumed over a WebSocket (XEP-0198) goes on reading through its first connection's buffer.
-- Where that connection broke in the middle of a frame, the rest of the frame is taken from the new connection's first bytes,
-- and the server ends the stream as not well-formed. A resumed session reads as the connection that resumed it.
module:hook("smacks-hibernation-end", function (event)
	event.resumed.data = event.origin.data;
end);
