using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Locator.Testing;

/// <summary>
/// Compares two answers of the API byte by byte, but for what has to differ between two processes and two days: cursors, trace
/// ids, and the id and time of the import.
/// </summary>
public static partial class AnswerComparison
{
    private const int LongestShown = 80;

    /// <summary>Stands for a value that may differ. Whether there is one (a cursor, or null on the last page) may not.</summary>
    private static ReadOnlySpan<byte> MayDiffer => "\"…\""u8;

    /// <summary>In what they differ, in the order of the first answer, each place once; empty where they are the same.</summary>
    public static IReadOnlyList<AnswerDifference> Between(ApiAnswer recorded, ApiAnswer now)
    {
        if (recorded.Status != now.Status)
        {
            // The bodies then have nothing in common.
            return [new AnswerDifference(string.Create(CultureInfo.InvariantCulture, $"status {recorded.Status} → {now.Status}"), Shown(recorded.Body), Shown(now.Body))];
        }

        List<AnswerDifference> found = [];
        if (recorded.ContentType != now.ContentType)
        {
            found.Add(new AnswerDifference("content type", recorded.ContentType ?? "none", now.ContentType ?? "none"));
        }

        (string before, bool wasJson) = Normalized(recorded);
        (string after, bool isJson) = Normalized(now);
        if (before != after)
        {
            if (wasJson && isJson)
            {
                using JsonDocument one = JsonDocument.Parse(before), other = JsonDocument.Parse(after);
                CompareValues(one.RootElement, other.RootElement, "$", found);
            }

            if (found.TrueForAll(difference => difference.Place == "content type"))
            {
                // Text, or the same values written differently.
                int same = before.AsSpan().CommonPrefixLength(after);
                int from = Math.Max(0, same - (LongestShown / 4));
                found.Add(new AnswerDifference("bytes", Shown(before[from..]), Shown(after[from..])));
            }
        }

        return [.. found.DistinctBy(difference => difference.Place)];
    }

    private static void CompareValues(JsonElement recorded, JsonElement now, string path, List<AnswerDifference> found)
    {
        if (recorded.ValueKind == JsonValueKind.Object && now.ValueKind == JsonValueKind.Object)
        {
            CompareMembers(recorded, now, path, found);
        }
        else if (recorded.ValueKind == JsonValueKind.Array && now.ValueKind == JsonValueKind.Array)
        {
            int length = recorded.GetArrayLength(), other = now.GetArrayLength();
            if (length != other)
            {
                // One more in front moves all the others: comparing them would name every member.
                found.Add(new AnswerDifference(path + "[]", $"{length} elements", $"{other} elements"));
                return;
            }

            foreach ((JsonElement one, JsonElement its) in recorded.EnumerateArray().Zip(now.EnumerateArray()))
            {
                CompareValues(one, its, path + "[]", found);
            }
        }
        else if (recorded.ValueKind != now.ValueKind || TextOf(recorded) != TextOf(now))
        {
            found.Add(new AnswerDifference(path, Shown(recorded.GetRawText()), Shown(now.GetRawText())));
        }
    }

    private static void CompareMembers(JsonElement recorded, JsonElement now, string path, List<AnswerDifference> found)
    {
        string[] names = [.. recorded.EnumerateObject().Select(member => member.Name)];
        string[] others = [.. now.EnumerateObject().Select(member => member.Name)];
        foreach (string name in names)
        {
            string place = $"{path}.{(Id().IsMatch(name) ? "{id}" : name)}";
            if (now.TryGetProperty(name, out JsonElement other))
            {
                CompareValues(recorded.GetProperty(name), other, place, found);
            }
            else
            {
                found.Add(new AnswerDifference(place, Shown(recorded.GetProperty(name).GetRawText()), "absent"));
            }
        }

        foreach (string name in others.Except(names))
        {
            found.Add(new AnswerDifference($"{path}.{(Id().IsMatch(name) ? "{id}" : name)}", "absent", Shown(now.GetProperty(name).GetRawText())));
        }

        string[] order = [.. names.Intersect(others)], otherOrder = [.. others.Intersect(names)];
        if (!order.SequenceEqual(otherOrder))
        {
            found.Add(new AnswerDifference(path + " (order of members)", Shown(string.Join(", ", order)), Shown(string.Join(", ", otherOrder))));
        }
    }

    private static string? TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();

    private static (string Body, bool IsJson) Normalized(ApiAnswer answer)
    {
        try
        {
            return (Normalized(Encoding.UTF8.GetBytes(answer.Body)), true);
        }
        catch (JsonException)
        {
            return (answer.Body, false);
        }
    }

    /// <summary>Only the values that may differ are replaced; every other byte stays.</summary>
    private static string Normalized(ReadOnlySpan<byte> body)
    {
        ArrayBufferWriter<byte> normalized = new(body.Length + 16);
        Utf8JsonReader reader = new(body);
        string? member = null, outer = null;
        int copied = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth <= 2)
            {
                member = reader.GetString();
                outer = reader.CurrentDepth == 1 ? member : outer;
            }
            else if (reader.TokenType == JsonTokenType.String && IsOfTheProcess(reader.CurrentDepth, outer, member, reader.GetString()!))
            {
                normalized.Write(body[copied..(int)reader.TokenStartIndex]);
                normalized.Write(MayDiffer);
                copied = (int)reader.BytesConsumed;
            }
        }

        normalized.Write(body[copied..]);
        return Encoding.UTF8.GetString(normalized.WrittenSpan);
    }

    /// <summary>Whether it is a value of this process or this day, by where it stands: the API's description has members of the same names elsewhere.</summary>
    private static bool IsOfTheProcess(int depth, string? outer, string? member, string value) => (depth, outer, member) switch
    {
        (1, _, "next" or "traceId" or "importedAt") => true,
        (1, _, "version") or (2, "directory", "version") => VersionId().IsMatch(value),
        _ => false,
    };

    private static string Shown(string text) => text.Length > LongestShown ? text[..LongestShown] + "…" : text;

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}[.][0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex VersionId();

    [GeneratedRegex("^f[0-9a-z]{12}(-[0-9a-z]+)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Id();
}
