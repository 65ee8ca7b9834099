namespace LocatorApi.Notices;

/// <summary>Something that people should read with an answer.</summary>
/// <param name="Kind">What it is about: <c>crisis</c>, <c>sample-data</c>, <c>insurance-plans</c>, <c>not-asked</c>, <c>old-directory</c> or <c>no-local-directory</c>.</param>
/// <param name="Text">Plain words in the language of the answer, to be shown as they are.</param>
/// <param name="Phone">A number to call, where there is one.</param>
public sealed record Notice(string Kind, string Text, string? Phone);
