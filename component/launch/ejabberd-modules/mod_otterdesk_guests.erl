%% For the guests' host: what a guest sends goes to the desk and nowhere else, and nothing else reaches a guest.
%% Without it any visitor could write to operators and to other visitors. The option `service` names the desk's component.
%% And how much one guest may send: `rate` bytes a second, `burst` bytes at once. Beyond it stanzas come back as errors, beyond twice
%% as much the connection ends. ejabberd's own shapers do not reach a WebSocket; Prosody's module `limits` does.
-module(mod_otterdesk_guests).
-behaviour(gen_mod).
-export([start/2, stop/1, reload/3, depends/2, mod_options/1, mod_opt_type/1, mod_doc/0, count/3, outgoing/1, incoming/1]).

start(Host, _Opts) ->
    ejabberd_hooks:add(c2s_handle_recv, Host, ?MODULE, count, 1),
    ejabberd_hooks:add(user_send_packet, Host, ?MODULE, outgoing, 1),
    ejabberd_hooks:add(user_receive_packet, Host, ?MODULE, incoming, 1),
    ok.

stop(Host) ->
    ejabberd_hooks:delete(c2s_handle_recv, Host, ?MODULE, count, 1),
    ejabberd_hooks:delete(user_send_packet, Host, ?MODULE, outgoing, 1),
    ejabberd_hooks:delete(user_receive_packet, Host, ?MODULE, incoming, 1),
    ok.

reload(_Host, _New, _Old) -> ok.
depends(_Host, _Opts) -> [].
mod_opt_type(service) -> econf:domain();
mod_opt_type(rate) -> econf:pos_int();
mod_opt_type(burst) -> econf:pos_int().
mod_options(_Host) -> [service, {rate, 256000}, {burst, 1024000}]. % as Prosody's limits have it in the managed server
mod_doc() -> #{}.

%% Whatever comes, stanza or not: a bucket that every element fills by its size and that empties with time.
count(#{lserver := Host} = State, Element, _Packet) ->
    [Rate, Burst] = [gen_mod:get_module_opt(Host, ?MODULE, Option) || Option <- [rate, burst]],
    Now = erlang:monotonic_time(millisecond),
    {Before, At} = maps:get(otterdesk_sent, State, {0, Now}),
    Sent = max(0, Before - Rate * (Now - At) div 1000) + erlang:external_size(Element),
    Next = State#{otterdesk_sent => {Sent, Now}, otterdesk_over => Sent > Burst},
    case Sent > 2 * Burst of
        true -> ejabberd_c2s:send(Next, xmpp:serr_policy_violation(<<"Too much was sent at once.">>, <<"en">>));
        false -> Next
    end.

outgoing({Packet, #{otterdesk_over := true} = State}) ->
    Error = xmpp:make_error(Packet, xmpp:err_resource_constraint(<<"Too much at once. Wait a moment and try again.">>, <<"en">>)),
    {stop, {drop, case answers(Packet) of true -> ejabberd_c2s:send(State, Error); false -> State end}};
outgoing({Packet, #{lserver := Host, user := User} = State}) ->
    {ToUser, ToHost, _} = jid:tolower(xmpp:get_to(Packet)),
    Kind = element(1, Packet),
    %% Its server and its own account: pings, and presence to nobody in particular.
    Own = ToHost =:= Host andalso (ToUser =:= <<>> orelse ToUser =:= User),
    case ToHost =:= gen_mod:get_module_opt(Host, ?MODULE, service) orelse (Kind =/= message andalso Own) of
        true -> {Packet, State};
        %% Straight to the guest: an error that is routed comes from where it was sent to, and would be stopped below.
        false -> {stop, {drop, case answers(Packet) of true -> ejabberd_c2s:send(State, refusal(Packet)); false -> State end}}
    end.

incoming({Packet, #{lserver := Host} = State}) ->
    {_, FromHost, _} = jid:tolower(xmpp:get_from(Packet)),
    case FromHost =:= Host orelse FromHost =:= gen_mod:get_module_opt(Host, ?MODULE, service) of
        true -> {Packet, State};
        false ->
            case answers(Packet) of
                true -> ejabberd_router:route(refusal(Packet));
                false -> ok
            end,
            {stop, {drop, State}}
    end.

refusal(Packet) -> xmpp:make_error(Packet, xmpp:err_service_unavailable()).

answers(Packet) ->
    Type = xmpp:get_type(Packet),
    element(1, Packet) =/= presence andalso Type =/= error andalso Type =/= result.
