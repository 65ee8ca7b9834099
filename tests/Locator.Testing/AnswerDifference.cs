namespace Locator.Testing;

/// <summary>Something in which two answers to one request differ.</summary>
/// <param name="Place">
/// The JSON path, elements of arrays as <c>[]</c> and ids of facilities and programs as <c>{id}</c>, so that the same difference
/// has the same place in every answer; or what else differs, such as the status.
/// </param>
/// <param name="Recorded">What stands there in the first answer.</param>
/// <param name="Now">What stands there in the other one.</param>
public sealed record AnswerDifference(string Place, string Recorded, string Now);
