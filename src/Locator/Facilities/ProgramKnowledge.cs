using Locator.Text;

namespace Locator.Facilities;

/// <summary>
/// What is known of one program: the rules that tell "no" from "never asked" (product contract, <i>Knowledge</i>), stated
/// once for every filter, facet and document.
/// </summary>
public sealed class ProgramKnowledge
{
    /// <summary>Categories in which every respondent of the survey ticks something: nothing ticked means left open, not none.</summary>
    private static readonly string[] TickedByAll = ["TC", "SET", "TAP", "FOP", "PAY", "AGE", "SMP", "FVP"];

    private static readonly string[] TickedByAllSubstanceUse = [.. TickedByAll, "GN", "OT", "AUT"];

    /// <summary>Categories of which an entry that lacks three or more left the form half empty.</summary>
    private static readonly string[] Core = ["TC", "SET", "PAY", "AGE", "TAP"];

    private static readonly string[] CoreSubstanceUse = [.. Core, "GN"];

    private const int MissingCoreCategories = 3;

    private readonly VocabularyNumbers _numbers;
    private ProgramType _type;
    private bool[] _inSource = [];

    /// <summary>By the number of a code: whether the program states it.</summary>
    private readonly bool[] _stated;

    /// <summary>By the number of a category: whether the entry left open what it was asked there: half the form, the whole category, or by an answer that nobody understood.</summary>
    private readonly bool[] _open;

    /// <summary>By the number of a category: whether the entry said anything there.</summary>
    private readonly bool[] _answered;

    /// <summary>Knowledge of one program.</summary>
    /// <param name="type">What kind of entry it is.</param>
    /// <param name="codes">The codes that it states.</param>
    /// <param name="sourceCodes">The codes that its source can state at all.</param>
    /// <param name="vocabulary">The table of codes.</param>
    /// <param name="openCategories">The categories in which it states something that nobody understood (<see cref="TreatmentProgram.OpenCategories"/>).</param>
    public ProgramKnowledge(
        ProgramType type,
        IReadOnlyList<string> codes,
        IReadOnlySet<string> sourceCodes,
        Vocabulary vocabulary,
        IReadOnlyList<string>? openCategories = null)
        : this(vocabulary.Numbers) => Read(type, codes, _numbers.AmongThem(sourceCodes), openCategories);

    /// <summary>Knowledge of programs that are read one after the other.</summary>
    internal ProgramKnowledge(VocabularyNumbers numbers)
    {
        _numbers = numbers;
        _stated = new bool[numbers.Codes.Length];
        _open = new bool[numbers.Categories];
        _answered = new bool[numbers.Categories];
    }

    /// <summary>Reads another program.</summary>
    /// <param name="type">What kind of entry it is.</param>
    /// <param name="codes">The codes that it states.</param>
    /// <param name="inSource">By the number of a code: whether the source can state it (<see cref="VocabularyNumbers.AmongThem"/>).</param>
    /// <param name="openCategories">The categories in which it states something that nobody understood.</param>
    internal void Read(ProgramType type, IReadOnlyList<string> codes, bool[] inSource, IReadOnlyList<string>? openCategories)
    {
        (_type, _inSource, OtherCodes) = (type, inSource, 0);
        VocabularyNumbers numbers = _numbers;
        bool[] answered = _answered;
        Array.Clear(_stated);
        Array.Clear(_open);
        Array.Clear(answered);
        foreach (string code in TextSpan.Of(codes))
        {
            int number = numbers.NumberOf(code);
            if (number >= 0)
            {
                _stated[number] = true;
                answered[numbers.Codes[number].Category] = true;
            }
            else
            {
                OtherCodes++;
                if (numbers.Vocabulary.FindCode(code) is { } otherwiseSpelled)
                {
                    answered[numbers.NumberOfCategory(otherwiseSpelled.Category)] = true;
                }
            }
        }

        for (int i = 0; i < openCategories?.Count; i++)
        {
            if (numbers.NumberOfCategory(openCategories[i]) is >= 0 and var category)
            {
                // What nobody understood is an answer all the same: its category was not left empty.
                answered[category] = _open[category] = true;
            }
        }

        foreach (string ticked in type == ProgramType.SubstanceUse ? TickedByAllSubstanceUse : TickedByAll)
        {
            if (numbers.NumberOfCategory(ticked) is >= 0 and var category)
            {
                _open[category] |= !answered[category];
            }
        }

        int missing = 0;
        foreach (string core in type == ProgramType.SubstanceUse ? CoreSubstanceUse : Core)
        {
            missing += numbers.NumberOfCategory(core) is >= 0 and var category && answered[category] ? 0 : 1;
        }

        if (missing >= MissingCoreCategories)
        {
            Array.Fill(_open, true);
        }
    }

    /// <summary>By the number of a code: whether the program states it.</summary>
    internal ReadOnlySpan<bool> Stated => _stated;

    /// <summary>
    /// What is known of one filter value. A stated yes always wins, except over a code that denies the value: one that is
    /// stated makes it a no, one that was asked and left open makes it unknown.
    /// </summary>
    /// <param name="value">A value of the vocabulary that this was made with.</param>
    public Knowledge Of(FilterValue value) => Of(_numbers.Values[_numbers.NumberOf(value)]);

    /// <summary>How many of the codes that it states are not in the vocabulary's own spelling.</summary>
    internal int OtherCodes { get; private set; }

    /// <summary>What is known of every filter value, by its number.</summary>
    internal void OfAll(Knowledge[] known)
    {
        for (int i = 0; i < known.Length; i++)
        {
            known[i] = Of(_numbers.Values[i]);
        }
    }

    private Knowledge Of(NumberedValue value)
    {
        if (StatesAny(value.Without))
        {
            return Knowledge.No;
        }

        if ((value.TypesThatState & VocabularyNumbers.BitOf(_type)) != 0 || StatesAny(value.Codes))
        {
            return WasAskedAny(value.Without, isOpen: true) ? Knowledge.Unknown : Knowledge.Yes;
        }

        return WasAskedAny(value.Codes, isOpen: false) ? Knowledge.No : Knowledge.Unknown;
    }

    private bool StatesAny(int[] codes)
    {
        foreach (int code in codes)
        {
            if (_stated[code])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the survey asks this type for one of the codes, the file can state it, and the entry left its category open, or did not.</summary>
    private bool WasAskedAny(int[] codes, bool isOpen)
    {
        int type = VocabularyNumbers.BitOf(_type);
        foreach (int number in codes)
        {
            ref readonly NumberedCode code = ref _numbers.Codes[number];
            if ((code.AskedOf & type) != 0 && _inSource[number] && _open[code.Category] == isOpen)
            {
                return true;
            }
        }

        return false;
    }
}
