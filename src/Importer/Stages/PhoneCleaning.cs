using System.Text.RegularExpressions;
using Importer.Sources;
using PhoneNumbers;

namespace Importer.Stages;

/// <summary>Reads telephone cells: extensions, vanity letters and every usual way of writing a number.</summary>
internal static partial class PhoneCleaning
{
    private static readonly PhoneNumberUtil Numbers = PhoneNumberUtil.GetInstance();

    /// <summary>The number of a cell, or null when nobody could dial it.</summary>
    /// <remarks>
    /// Asked is whether a number is possible, not whether it is assigned: the library's list of assigned ranges is always
    /// older than the newest area code, and sample numbers (555-01xx) are never assigned.
    /// </remarks>
    public static CleanPhone? Clean(SourcePhone source)
    {
        PhoneNumber number;
        try
        {
            number = Numbers.Parse(source.Text, "US");
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

        string withoutExtension = Extension().Replace(source.Text.Trim(), "");
        // The library reads other scripts' digits too; they are shown as those that are dialled.
        bool isVanity = withoutExtension.Any(char.IsAsciiLetter) && withoutExtension.All(c => char.IsAsciiDigit(c) || !char.IsDigit(c));
        return new CleanPhone(
            source.Kind,
            Numbers.Format(number, PhoneNumberFormat.E164),
            string.IsNullOrEmpty(number.Extension) ? null : PhoneNumberUtil.NormalizeDigitsOnly(number.Extension),
            isVanity ? withoutExtension : $"{digits[..3]}-{digits[3..6]}-{digits[6..]}",
            isVanity);
    }

    // Area code and exchange never begin with 0 or 1 (North American Numbering Plan); ten equal digits are a placeholder.
    private static bool IsDiallable(string digits) =>
        digits[0] >= '2' && digits[3] >= '2' && digits.AsSpan().ContainsAnyExcept(digits[0]);

    [GeneratedRegex(@"[\s,;]*(?:#|x|ext\.?|extension)[\s.:]*[0-9]+\s*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Extension();
}
