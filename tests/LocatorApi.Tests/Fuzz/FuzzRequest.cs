namespace LocatorApi.Tests.Fuzz;

/// <summary>A request to send.</summary>
/// <param name="Bytes">All of it, as it goes over the wire.</param>
/// <param name="IsHttp">Whether it is whole and well-formed HTTP, so that it must be answered.</param>
public sealed record FuzzRequest(byte[] Bytes, bool IsHttp)
{
    /// <summary>To send it again by hand.</summary>
    public override string ToString() => Convert.ToBase64String(Bytes) + "\n" + System.Text.Encoding.Latin1.GetString(Bytes);
}
