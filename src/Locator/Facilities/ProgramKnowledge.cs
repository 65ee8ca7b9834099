namespace Locator.Facilities;

/// <summary>
/// What is known of one program: the rules that tell "no" from "never asked" (product contract, <i>Knowledge</i>), stated
/// once for every filter, facet and document.
/// </summary>
public sealed class ProgramKnowledge
{
    /// <summary>Categories in which every respondent of the survey ticks something: nothing ticked means left open, not none.</summary>
    private static readonly HashSet<string> TickedByAll = ["TC", "SET", "TAP", "FOP", "PAY", "AGE", "SMP", "FVP"];

    private static readonly HashSet<string> TickedByAllSubstanceUse = [.. TickedByAll, "GN", "OT", "AUT"];

    /// <summary>Categories of which an entry that lacks three or more left the form half empty.</summary>
    private static readonly string[] Core = ["TC", "SET", "PAY", "AGE", "TAP"];

    private static readonly string[] CoreSubstanceUse = [.. Core, "GN"];

    private const int MissingCoreCategories = 3;

    private static readonly HashSet<string> NoCategories = [];

    private readonly ProgramType _type;
    private readonly HashSet<string> _stated;
    private readonly HashSet<string> _categories;
    private readonly HashSet<string> _openCategories;
    private readonly IReadOnlySet<string> _sourceCodes;
    private readonly Vocabulary _vocabulary;
    private readonly bool _halfEmpty;

    /// <summary>Knowledge of one program.</summary>
    /// <param name="type">What kind of entry it is.</param>
    /// <param name="codes">The codes that it states.</param>
    /// <param name="sourceCodes">The codes that its source can state at all.</param>
    /// <param name="vocabulary">The table of codes.</param>
    /// <param name="openCategories">The categories in which it states something that nobody understood (<see cref="TreatmentProgram.OpenCategories"/>).</param>
    public ProgramKnowledge(
        ProgramType type,
        IReadOnlyCollection<string> codes,
        IReadOnlySet<string> sourceCodes,
        Vocabulary vocabulary,
        IReadOnlyCollection<string>? openCategories = null)
    {
        _type = type;
        _stated = [.. codes];
        _sourceCodes = sourceCodes;
        _vocabulary = vocabulary;
        _openCategories = openCategories is null or { Count: 0 } ? NoCategories : openCategories.ToHashSet(StringComparer.Ordinal);
        // What nobody understood is an answer all the same: its category was not left empty.
        _categories = [.. codes.Select(CategoryOf), .. _openCategories];
        _halfEmpty = (type == ProgramType.SubstanceUse ? CoreSubstanceUse : Core)
            .Count(category => !_categories.Contains(category)) >= MissingCoreCategories;
    }

    /// <summary>
    /// What is known of one filter value. A stated yes always wins, except over a code that denies the value: one that is
    /// stated makes it a no, one that was asked and left open makes it unknown.
    /// </summary>
    public Knowledge Of(FilterValue value)
    {
        if (StatesAny(value.Without))
        {
            return Knowledge.No;
        }

        if (value.TypesThatState.Contains(_type) || StatesAny(value.Codes))
        {
            return AnyIsOpen(value.Without) ? Knowledge.Unknown : Knowledge.Yes;
        }

        return AnyIsAnswered(value.Codes) ? Knowledge.No : Knowledge.Unknown;
    }

    // Loops, because an import comes here several million times: what LINQ allocated here was a fifth of all of deriving.
    private bool StatesAny(IReadOnlyList<string> codes)
    {
        for (int i = 0; i < codes.Count; i++)
        {
            if (_stated.Contains(codes[i]))
            {
                return true;
            }
        }

        return false;
    }

    private bool AnyIsAnswered(IReadOnlyList<string> codes)
    {
        for (int i = 0; i < codes.Count; i++)
        {
            if (WasAsked(codes[i]) && !IsOpen(codes[i]))
            {
                return true;
            }
        }

        return false;
    }

    private bool AnyIsOpen(IReadOnlyList<string> codes)
    {
        for (int i = 0; i < codes.Count; i++)
        {
            if (WasAsked(codes[i]) && IsOpen(codes[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the survey asks this type for the code, and the file can state it.</summary>
    private bool WasAsked(string code) =>
        _vocabulary.FindCode(code) is { } known && known.AskedOf.Contains(_type) && _sourceCodes.Contains(code);

    /// <summary>Whether the entry left open what it was asked: half the form, the whole category, or by an answer that nobody understood.</summary>
    private bool IsOpen(string code)
    {
        if (_halfEmpty)
        {
            return true;
        }

        string category = CategoryOf(code);
        return _openCategories.Contains(category)
            || ((_type == ProgramType.SubstanceUse ? TickedByAllSubstanceUse : TickedByAll).Contains(category) && !_categories.Contains(category));
    }

    private string CategoryOf(string code) => _vocabulary.FindCode(code)?.Category ?? "";
}
