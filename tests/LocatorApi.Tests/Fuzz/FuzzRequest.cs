namespace LocatorApi.Tests.Fuzz;

/// <summary>A request to send.</summary>
/// <param name="Bytes">All of it, as it goes over the wire.</param>
/// <param name="IsHttp">Whether it is whole and well-formed HTTP, so that it must be answered.</param>
public sealed record FuzzRequest(byte[] Bytes, bool IsHttp)
{
    /// <summary>Whether it goes to the address of the Model Context Protocol.</summary>
    public bool IsForAssistants => System.Text.Encoding.Latin1.GetString(Bytes, 0, Math.Min(Bytes.Length, 40)).Contains("/mcp", StringComparison.Ordinal);

    /// <summary>To send it again by hand.</summary>
    public override string ToString() => Convert.ToBase64String(Bytes) + "\n" + System.Text.Encoding.Latin1.GetString(Bytes);
}
