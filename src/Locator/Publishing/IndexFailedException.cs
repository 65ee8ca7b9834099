namespace Locator.Publishing;

/// <summary>
/// An index outside the storage could not be built, checked or switched. Nothing that is searched was changed, unless the message
/// says so; it is a sentence for the operator.
/// </summary>
public class IndexFailedException(string message, Exception? innerException = null) : Exception(message, innerException);
