using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Locator.Versions;

/// <summary>
/// The id of a directory version: the date of its import (UTC) and an ordinal from 1, such as <c>2026-11-20.1</c>. Ordered
/// as given out: <c>.10</c> stands after <c>.9</c>.
/// </summary>
/// <remarks>Ids name folders, tables and indexes: text becomes one only through <see cref="TryParse"/>.</remarks>
public readonly partial record struct VersionId : IComparable<VersionId>
{
    private VersionId(DateOnly date, int ordinal) => (Date, Ordinal) = (date, ordinal);

    /// <summary>The date of the import, UTC.</summary>
    public DateOnly Date { get; }

    /// <summary>Which of that day's versions, from 1.</summary>
    public int Ordinal { get; }

    /// <summary>Reads an id written exactly as <see cref="ToString"/> writes it: a real date, an ordinal without leading zeros.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out VersionId id)
    {
        id = default;
        if (text is null || !Pattern().IsMatch(text)
            || !DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
            || !int.TryParse(text.AsSpan(11), NumberStyles.None, CultureInfo.InvariantCulture, out int ordinal))
        {
            return false;
        }

        id = new VersionId(date, ordinal);
        return true;
    }

    /// <summary>Reads an id that is known to be one.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static VersionId Parse(string text) =>
        TryParse(text, out VersionId id) ? id : throw new FormatException($"\"{text}\" is not the id of a directory version.");

    /// <summary>
    /// The id after the last one given. Always greater, even where the clock has gone back: then the date stays at that of
    /// the last id.
    /// </summary>
    public static VersionId After(VersionId? last, DateOnly today) =>
        last is { } id && id.Date >= today ? new(id.Date, id.Ordinal + 1) : new(today, 1);

    /// <inheritdoc/>
    public int CompareTo(VersionId other) => (Date, Ordinal).CompareTo((other.Date, other.Ordinal));

    /// <summary>Whether the left one was given before the right one.</summary>
    public static bool operator <(VersionId left, VersionId right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one was given after the right one.</summary>
    public static bool operator >(VersionId left, VersionId right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one was not given after the right one.</summary>
    public static bool operator <=(VersionId left, VersionId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one was not given before the right one.</summary>
    public static bool operator >=(VersionId left, VersionId right) => left.CompareTo(right) >= 0;

    /// <summary>The id as text: <c>2026-11-20.1</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Date:yyyy-MM-dd}.{Ordinal}");

    // [0-9] and \z: \d also matches other scripts' digits, and $ lets a line end through.
    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\.[1-9][0-9]{0,8}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
