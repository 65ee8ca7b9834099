namespace Locator.Elasticsearch.Indexes;

/// <summary>A token that a search asks for.</summary>
/// <param name="Token">The token.</param>
/// <param name="Json">The same as a JSON string, quotes included.</param>
internal sealed record AskedToken(string Token, byte[] Json);
