namespace LocatorApi.Notices;

/// <summary>Something that people should read with an answer.</summary>
/// <param name="Kind">What it is about: <c>crisis</c>, <c>sample-data</c>, <c>insurance-plans</c>, <c>not-asked</c>, <c>old-directory</c>, <c>no-local-directory</c> or <c>overseas-military</c>.</param>
/// <param name="Text">Plain words in the language of the answer, to be shown as they are.</param>
/// <param name="Phone">A number to call, where there is one.</param>
/// <param name="Hint">For developers, in English: what the API offers here; null where there is nothing. Not to be shown.</param>
public sealed record Notice(string Kind, string Text, string? Phone, string? Hint = null);
