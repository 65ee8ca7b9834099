namespace Importer.Stages;

/// <summary>What a telephone cell came to.</summary>
/// <param name="Phones">The numbers that can be dialled, in the order in which they stand.</param>
/// <param name="IsUnderstood">Whether the cell says nothing else.</param>
internal readonly record struct PhoneReading(IReadOnlyList<CleanPhone> Phones, bool IsUnderstood);
