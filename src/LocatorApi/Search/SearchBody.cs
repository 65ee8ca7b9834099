namespace LocatorApi.Search;

/// <summary>
/// The body of a search by POST. It names the body in the API's description, whose members are those of the table of
/// parameters.
/// </summary>
public sealed record SearchBody;
