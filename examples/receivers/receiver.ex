# Receives webhooks with Plug: verifies, drops duplicates, notices holes.
#
#     WEBHOOK_SECRET=whsec_... elixir receiver.ex 8090
#
# A real receiver keeps `:seen` and `:last` in the database that it changes for the event, in the same transaction. An
# endpoint with batches must have the format `json` here; each endpoint needs a receiver, or at least a `:last`, of its own.
Mix.install([:bandit, :jason])

defmodule Receiver do
  import Plug.Conn

  @tolerance_seconds 300

  def init(options), do: options

  def call(conn, _options) do
    # The raw bytes are signed: read them before any parser does.
    {:ok, body, conn} = read_body(conn)
    conn |> send_resp(receive_webhook(conn, body), "") |> halt()
  end

  defp receive_webhook(conn, body) do
    if genuine?(conn, body), do: take(conn, body, events(conn, body)), else: 401
  end

  # The id and the room_seq of each event. Not of the batch: its members may come again in another one.
  defp events(conn, body) do
    case header(conn, "x-fishjam-event-id") do
      "" ->
        for %{"meta" => meta} <- Jason.decode!(body)["notificationBatch"]["notifications"],
            do: {meta["eventId"], String.to_integer(meta["roomSeq"])}

      id ->
        [{id, conn |> header("x-fishjam-room-seq") |> String.to_integer()}]
    end
  end

  defp take(conn, body, found) do
    room = header(conn, "x-fishjam-room-epoch")
    fresh = Enum.reject(found, fn {id, _} -> :ets.member(:seen, id) end)
    last = :ets.lookup_element(:last, room, 2, nil)
    # What somebody had sent again comes out of turn: it says nothing about holes.
    in_turn = header(conn, "x-fishjam-replay") == ""
    if in_turn and hd(found) in fresh, do: compare(conn, last)

    # Delivery is at least once. Answer 2xx, or it comes again.
    if fresh != [] do
      handle(body, Enum.map(fresh, &elem(&1, 0)))
      :ets.insert(:seen, Enum.map(fresh, fn {id, _} -> {id} end))
    end

    if in_turn do
      {_, seq} = List.last(found)
      :ets.insert(:last, {room, max(last || 0, seq)})
    end

    204
  end

  defp compare(conn, last) do
    before = conn |> header("x-fishjam-prev-seq") |> String.to_integer()
    announced = header(conn, "x-fishjam-gap")
    if announced != "" or (last != nil and last != before), do: IO.puts("gap #{last} #{before} #{announced}")
  end

  # Standard Webhooks: HMAC of id.timestamp.body; during a rotation there are two signatures, one of them ours.
  defp genuine?(conn, body) do
    sent_at = header(conn, "webhook-timestamp")
    ours = :crypto.mac(:hmac, :sha256, key(), "#{header(conn, "webhook-id")}.#{sent_at}.#{body}") |> Base.encode64()

    with {seconds, ""} <- Integer.parse(sent_at),
         true <- abs(System.os_time(:second) - seconds) <= @tolerance_seconds do
      conn
      |> header("webhook-signature")
      |> String.split(" ")
      |> Enum.any?(&Plug.Crypto.secure_compare(String.replace_prefix(&1, "v1,", ""), ours))
    else
      _ -> false
    end
  end

  defp key do
    case System.fetch_env!("WEBHOOK_SECRET") do
      "whsec_" <> encoded -> Base.decode64!(encoded)
      secret -> secret
    end
  end

  defp header(conn, name), do: conn |> get_req_header(name) |> List.first("")

  # Yours: the event, or those of the batch that have these ids. `Fishjam.WebhookNotifier.receive(body)` decodes one.
  defp handle(_body, _ids), do: :ok
end

:ets.new(:seen, [:named_table, :public])
:ets.new(:last, [:named_table, :public])
{:ok, _} = Bandit.start_link(plug: Receiver, port: String.to_integer(hd(System.argv())))
Process.sleep(:infinity)
