namespace PlacesBuilder;

/// <summary>A public file that is missing, broken or not what it should be. The message is a sentence for whoever builds the tables.</summary>
internal sealed class UnreadableFileException(string message, Exception? innerException = null)
    : Exception(message, innerException);
