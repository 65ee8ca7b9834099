using System.Net;
using System.Net.Sockets;

namespace LocatorApi.Http.Limits;

/// <summary>Who counts as one client.</summary>
internal static class ClientAddress
{
    /// <summary>What a provider gives to one customer at least (RFC 6177), and what one machine can send from.</summary>
    private const int NetworkBytes = 8;

    /// <summary>
    /// A hash of an IPv4 address or of the first 64 bits of an IPv6 address, seeded by the process. An IPv4 address that is
    /// written as an IPv6 one is the same client. All who come without an address, through a socket of the machine, are one.
    /// </summary>
    public static int HashOf(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        int length = 0;
        if (address is not null)
        {
            IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            plain.TryWriteBytes(bytes, out length);
            length = plain.AddressFamily == AddressFamily.InterNetworkV6 ? NetworkBytes : length;
        }

        HashCode hash = default;
        hash.AddBytes(bytes[..length]);
        return hash.ToHashCode();
    }
}
