using System.Text;

namespace LocatorApi.Http;

/// <summary>
/// The one rule for characters in what callers send. Control characters, Unicode's noncharacters (U+FFFE and its like; Unicode
/// 16.0, chapter 23.7) and halves of surrogate pairs stand in no name, and fail deeper down: normalizing throws, PostgreSQL
/// refuses NUL. So they are refused at the border. White space, tabs and line breaks among it, is none of them: people paste it.
/// </summary>
internal static class ReadableText
{
    /// <summary>What a caller hears.</summary>
    public const string Complaint = "It holds a character that no text has: a control character, one that Unicode does not assign to any text, or percent-encoding that is broken or no UTF-8.";

    /// <summary>Stands for what could not be decoded: no text.</summary>
    public const string Unreadable = "\uFFFE";

    /// <summary>Refuses requests for resources whose path holds no text, naming the part; every endpoint of the group has it.</summary>
    public static RouteGroupBuilder RefuseUnreadablePaths(this RouteGroupBuilder group) => group.AddEndpointFilter((context, next) =>
    {
        foreach ((string part, object? value) in context.HttpContext.Request.RouteValues)
        {
            if (value is string text && !Is(text))
            {
                return ValueTask.FromResult<object?>(TypedResults.Problem(ProblemType.InvalidParameters.With(
                    Complaint, new Dictionary<string, string[]> { [part] = [Complaint] })));
            }
        }

        return next(context);
    });

    /// <summary>Whether all of it can be text.</summary>
    public static bool Is(string text)
    {
        int i = 0;
        while (i < text.Length)
        {
            if (!Rune.TryGetRuneAt(text, i, out Rune rune)
                || (Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune))
                || rune.Value is >= 0xFDD0 and <= 0xFDEF
                || (rune.Value & 0xFFFE) == 0xFFFE)
            {
                return false;
            }

            i += rune.Utf16SequenceLength;
        }

        return true;
    }
}
