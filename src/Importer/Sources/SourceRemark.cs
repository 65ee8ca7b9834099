namespace Importer.Sources;

/// <summary>What a source did not take as it stands and that concerns the file as a whole.</summary>
/// <param name="Field">Where it stands.</param>
/// <param name="Problem">A sentence, the same for every file.</param>
/// <param name="IsRepaired">Whether nothing was lost by it.</param>
/// <param name="Value">What stood there; null where that does not help.</param>
internal sealed record SourceRemark(string Field, string Problem, bool IsRepaired, string? Value);
