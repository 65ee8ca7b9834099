using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace LocatorApi.Tests;

/// <summary>An answer as it came over the wire.</summary>
/// <param name="Status">HTTP status; 0 where the server hung up without one.</param>
/// <param name="Head">Status line and headers.</param>
/// <param name="Body">Everything behind them, each byte a character.</param>
public sealed record RawAnswer(int Status, string Head, string Body);

/// <summary>Sends bytes as they are, because clients refuse to send what is malformed.</summary>
public static class RawHttp
{
    /// <summary>How long an answer may take before it counts as one that never comes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Sends text, each character a byte (Latin-1), and reads until the server hangs up.</summary>
    public static Task<RawAnswer> SendAsync(Uri server, string request) => SendAsync(server, Encoding.Latin1.GetBytes(request), isAll: false);

    /// <summary>Sends bytes and reads until the server hangs up.</summary>
    /// <param name="server">Its address.</param>
    /// <param name="request">The bytes.</param>
    /// <param name="isAll">Whether to say that there are no more; the server may then take the client for gone.</param>
    /// <exception cref="OperationCanceledException">It never did.</exception>
    public static async Task<RawAnswer> SendAsync(Uri server, byte[] request, bool isAll)
    {
        using CancellationTokenSource patience = new(Patience);
        using TcpClient client = new();
        await client.ConnectAsync(server.Host, server.Port, patience.Token);
        NetworkStream stream = client.GetStream();
        using MemoryStream read = new();
        try
        {
            await stream.WriteAsync(request, patience.Token);
            if (isAll)
            {
                client.Client.Shutdown(SocketShutdown.Send);
            }

            await stream.CopyToAsync(read, patience.Token);
        }
        catch (Exception broken) when (broken is IOException or SocketException)
        {
            // The server may hang up on what it does not read to its end.
        }

        string answer = Encoding.Latin1.GetString(read.ToArray());
        int end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        string head = end < 0 ? answer : answer[..end];
        bool isHttp = head.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && head.Length >= 12;
        return new RawAnswer(
            isHttp ? int.Parse(head.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture) : 0, head, end < 0 ? "" : answer[(end + 4)..]);
    }
}
