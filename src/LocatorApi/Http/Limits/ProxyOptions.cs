using System.Net;
using Microsoft.Extensions.Options;

namespace LocatorApi.Http.Limits;

/// <summary>The settings under <c>ForwardedHeaders</c>: which proxies may say whom they speak for. A misspelt one is an error at start.</summary>
internal sealed class ProxyOptions
{
    public const string Section = "ForwardedHeaders";

    /// <summary>
    /// The proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. Those of anybody else are ignored, because whoever
    /// writes them could be any number of clients.
    /// </summary>
    /// <value>Addresses and networks with commas between them, such as <c>10.0.0.0/8, ::1</c>; none by default.</value>
    public string Proxies { get; init; } = "";

    /// <summary>How many such proxies stand one behind the other.</summary>
    /// <value>Default 1, 1 to 10.</value>
    public int Hops { get; init; } = 1;

    /// <summary>The networks of <see cref="Proxies"/>; an address is a network of one.</summary>
    /// <exception cref="FormatException">One of them is neither.</exception>
    public IEnumerable<IPNetwork> Networks() =>
        Proxies.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(NetworkOf);

    private static IPNetwork NetworkOf(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : IPNetwork.Parse(text);

    /// <summary>Says what is wrong in a sentence.</summary>
    internal sealed class Validation : IValidateOptions<ProxyOptions>
    {
        public ValidateOptionsResult Validate(string? name, ProxyOptions options)
        {
            if (options.Hops is < 1 or > 10)
            {
                return ValidateOptionsResult.Fail("ForwardedHeaders:Hops must lie between 1 and 10.");
            }

            try
            {
                _ = options.Networks().Count();
                return ValidateOptionsResult.Success;
            }
            catch (FormatException)
            {
                return ValidateOptionsResult.Fail(
                    "ForwardedHeaders:Proxies must be addresses and networks with commas between them, such as 10.0.0.0/8, ::1.");
            }
        }
    }
}
