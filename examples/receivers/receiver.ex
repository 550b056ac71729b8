# Receives webhooks with Plug: verifies, drops duplicates, notices holes.
#
#     WEBHOOK_SECRET=whsec_... elixir receiver.ex 8090
#
# A real receiver keeps `:seen` and `:last` in the database that it changes for the event, in the same transaction.
Mix.install([:bandit])

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
    id = header(conn, "webhook-id")

    cond do
      not genuine?(conn, body) -> 401
      # Delivery is at least once. Answer 2xx, or it comes again.
      :ets.member(:seen, id) -> 204
      true -> take(conn, id, body)
    end
  end

  defp take(conn, id, body) do
    room = header(conn, "x-fishjam-room-epoch")
    before = conn |> header("x-fishjam-prev-seq") |> String.to_integer()

    case :ets.lookup(:last, room) do
      [{_, last}] when last != before ->
        IO.puts("gap #{last} #{before} #{header(conn, "x-fishjam-gap")}")

      _ ->
        :ok
    end

    handle(body)
    :ets.insert(:seen, {id})
    seq = conn |> header("x-fishjam-room-seq") |> String.split("-") |> List.last()
    :ets.insert(:last, {room, String.to_integer(seq)})
    204
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

  # Yours. With the Fishjam SDK: `Fishjam.WebhookNotifier.receive(body)` gives the notification.
  defp handle(_body), do: :ok
end

:ets.new(:seen, [:named_table, :public])
:ets.new(:last, [:named_table, :public])
{:ok, _} = Bandit.start_link(plug: Receiver, port: String.to_integer(hd(System.argv())))
Process.sleep(:infinity)
