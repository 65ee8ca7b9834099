namespace Locator.Versions;

/// <summary>The engine or store does not hold the directory version asked for.</summary>
public sealed class VersionGoneException(VersionId version)
    : Exception($"The directory version {version} is not held here (any more).")
{
    /// <summary>The version asked for.</summary>
    public VersionId Version { get; } = version;
}

/// <summary>A stored version that must not be served. The message says what is wrong with it.</summary>
public sealed class DamagedVersionException(VersionId version, string problem)
    : Exception($"Directory version {version} is damaged: {problem}")
{
    /// <summary>The version.</summary>
    public VersionId Version { get; } = version;

    /// <summary>What is wrong with it: a sentence.</summary>
    public string Problem { get; } = problem;
}

/// <summary>
/// The store cannot be used now: not reached, or not what this program needs. The message is a sentence for the operator,
/// without passwords or anything of a search.
/// </summary>
public sealed class StoreUnavailableException(string message, Exception? innerException = null) : IOException(message, innerException)
{
    /// <summary>Whether it may pass by itself: the server was not reached or is starting. Otherwise somebody has to mend something.</summary>
    public bool IsOutage { get; init; }
}
