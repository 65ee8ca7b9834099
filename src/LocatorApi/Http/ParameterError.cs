namespace LocatorApi.Http;

/// <summary>What is wrong with a value.</summary>
/// <param name="Message">A sentence for the developer who sent it.</param>
/// <param name="Type">Null: a parameter that cannot be used.</param>
internal sealed record ParameterError(string Message, ProblemType? Type = null);
