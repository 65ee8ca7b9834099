namespace Locator.Publishing;

/// <summary>
/// An index outside the storage could not be built, or not be switched to. The message is a sentence for the operator: what is
/// wrong, and what that means for what is searched.
/// </summary>
public sealed class IndexFailedException(string message, Exception? innerException = null) : Exception(message, innerException);
