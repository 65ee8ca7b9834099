namespace Locator.Publishing;

/// <summary>Another import holds the store, or has changed it meanwhile. The message says which.</summary>
public sealed class StoreBusyException(string message) : Exception(message);

/// <summary>A directory that could not be searched if it were published. Nothing was changed; the message says what is wrong with it.</summary>
public sealed class DraftRefusedException(string message) : Exception(message);

/// <summary>
/// Publishing ended between the indexes and the store: an index searches one version and the store names another. The message
/// says which, and what to run.
/// </summary>
public sealed class PublishingCutOffException(string message, Exception innerException) : Exception(message, innerException);
