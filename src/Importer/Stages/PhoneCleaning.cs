using System.Text.RegularExpressions;
using Importer.Sources;
using PhoneNumbers;

namespace Importer.Stages;

/// <summary>Reads telephone cells: one number or several, extensions, vanity letters and every usual way of writing a number.</summary>
internal static partial class PhoneCleaning
{
    private static readonly PhoneNumberUtil Numbers = PhoneNumberUtil.GetInstance();

    /// <summary>The numbers of a cell that somebody could dial.</summary>
    /// <remarks>
    /// Asked is whether a number is possible, not whether it is assigned: the library's list of assigned ranges is always
    /// older than the newest area code, and sample numbers (555-01xx) are never assigned.
    /// </remarks>
    public static PhoneReading Read(SourcePhone source)
    {
        if (source.Text.Length > TextLimits.Other)
        {
            return new PhoneReading([], IsUnderstood: false);
        }

        if (UsualNumber(source.Text) is { } usual)
        {
            return new PhoneReading([new CleanPhone(source.Kind, "+1" + usual, null, source.Text, IsVanity: false)], IsUnderstood: true);
        }

        // The library reads other scripts' digits too; they are shown as those that are dialled.
        string text = string.Concat(source.Text.Trim().Select(c => char.IsDigit(c) ? (char)('0' + (int)char.GetNumericValue(c)) : c));
        List<CleanPhone> phones = [];
        string rest = Written().Replace(text, match =>
        {
            if (Clean(source.Kind, match.Groups["number"].Value, match.Groups["extension"]) is not { } phone)
            {
                return match.Value;
            }

            phones.Add(phone);
            // "800-555-HELP (4357)": the letters once more, as digits.
            return match.Groups["again"] is { Success: true } again && !phone.Number.EndsWith(again.Value, StringComparison.Ordinal) ? again.Value : " ";
        });
        if (phones.Count > 0)
        {
            return new PhoneReading(phones, Between().IsMatch(rest));
        }

        // Written in no usual way, but one number all the same.
        string withoutExtension = Extension().Replace(text, "");
        return Clean(source.Kind, withoutExtension, Extension().Match(text).Groups["extension"]) is { } only
            ? new PhoneReading([only], IsUnderstood: true)
            : new PhoneReading([], IsUnderstood: false);
    }

    /// <summary>The ten digits of 404-555-0100, as nearly all cells are written: what the library makes of it is known. Null for everything else.</summary>
    private static string? UsualNumber(string text)
    {
        if (text.Length != 12 || text[3] != '-' || text[7] != '-')
        {
            return null;
        }

        string digits = string.Concat(text.AsSpan(0, 3), text.AsSpan(4, 3), text.AsSpan(8, 4));
        return !digits.AsSpan().ContainsAnyExceptInRange('0', '9') && IsDiallable(digits) ? digits : null;
    }

    private static CleanPhone? Clean(string kind, string text, Group extension)
    {
        PhoneNumber number;
        try
        {
            number = Numbers.Parse(text, "US");
        }
        catch (NumberParseException)
        {
            return null;
        }

        // Possible "locally only" is a number without area code, which cannot be dialled from elsewhere.
        if (number.CountryCode != 1
            || Numbers.IsPossibleNumberWithReason(number) != PhoneNumberUtil.ValidationResult.IS_POSSIBLE)
        {
            return null;
        }

        string digits = Numbers.GetNationalSignificantNumber(number);
        if (digits.Length != 10 || !IsDiallable(digits))
        {
            return null;
        }

        string? dialled = extension.Success ? extension.Value
            : string.IsNullOrEmpty(number.Extension) ? null : PhoneNumberUtil.NormalizeDigitsOnly(number.Extension);
        // Letters are part of a number only where they count as digits: three of them at least.
        bool isVanity = text.Count(char.IsAsciiLetter) >= 3 && string.IsNullOrEmpty(number.Extension);
        string display = isVanity ? text.Trim() : $"{digits[..3]}-{digits[3..6]}-{digits[6..]}";
        return new CleanPhone(
            kind,
            Numbers.Format(number, PhoneNumberFormat.E164),
            dialled,
            dialled is null ? display : $"{display} ext. {dialled}",
            isVanity);
    }

    // Area code and exchange never begin with 0 or 1 (North American Numbering Plan); ten equal digits are a placeholder.
    private static bool IsDiallable(string digits) =>
        digits[0] >= '2' && digits[3] >= '2' && digits.AsSpan().ContainsAnyExcept(digits[0]);

    // Ten digits, or three and seven capitals and digits, with or without the 1 of the country; not the end of a longer number
    // or of one abroad. Then, perhaps, an extension, an x without one, or the letters as digits in brackets.
    [GeneratedRegex(
        """
        (?<![0-9A-Za-z]|(?:\+|\b011[\s.\p{Pd}])[0-9][0-9\s.()\p{Pd}]{0,8})
        (?<number>(?:\+?1[\s.\p{Pd}]{0,3})?(?:\([0-9]{3}\)|[0-9]{3})[\s./\p{Pd}]{0,3}
            (?:[0-9]{3}[\s.\p{Pd}]{0,3}[0-9]{4}|(?=[0-9.\p{Pd}]{0,10}[A-Z])[0-9A-Z](?:[.\p{Pd}]?[0-9A-Z]){6}))
        (?:
            [\s,;]*(?i:\#|x|ext\.?|extension)[\s.:]*(?<extension>[0-9]{1,7})(?![0-9A-Za-z])
            | \s*\((?<again>[0-9]{2,7})\)
            | \s*(?i:x)(?![0-9A-Za-z])
            | (?![0-9A-Za-z])
        )
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Written();

    // What may stand between two numbers without saying anything.
    [GeneratedRegex(@"\A(?:[\s,;/|&]|\bor\b|\band\b)*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Between();

    [GeneratedRegex(@"[\s,;]*(?:#|x|ext\.?|extension)[\s.:]*(?<extension>[0-9]+)\s*\z|\s+x\s*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Extension();
}
