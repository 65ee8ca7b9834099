using Locator.Facilities;

namespace Locator.Indexing;

/// <summary>
/// What is known of the facility that a thread is deriving. Each thread has one and uses it again: else most of what deriving
/// allocates would be this.
/// </summary>
/// <param name="numbers">The vocabulary's values.</param>
internal sealed class FacilityKnowledge(VocabularyNumbers numbers)
{
    [ThreadStatic]
    private static FacilityKnowledge? _ofThread;

    private ProgramKnowledge[] _programs = [];

    /// <summary>For each program, what is known of each value, by its number; there may be more than the facility has programs.</summary>
    public Knowledge[][] Known { get; private set; } = [];

    /// <summary>The same of the site, for the values that are the site's.</summary>
    public Knowledge[] Site { get; } = new Knowledge[numbers.Values.Length];

    /// <summary>The number of programs.</summary>
    public int Programs { get; private set; }

    /// <summary>What is known of a facility; valid until the thread asks for the next one.</summary>
    /// <param name="facility">The facility.</param>
    /// <param name="numbers">The vocabulary.</param>
    /// <param name="inSources">By source and number of a code: whether the source can state it.</param>
    /// <param name="siteGroups">The groups that are the site's.</param>
    /// <exception cref="ArgumentException">The facility has no program.</exception>
    public static FacilityKnowledge Of(Facility facility, VocabularyNumbers numbers, bool[][] inSources, NumberedGroup[] siteGroups)
    {
        if (_ofThread?.Numbers != numbers)
        {
            _ofThread = new FacilityKnowledge(numbers);
        }

        FacilityKnowledge knowledge = _ofThread;
        knowledge.Fill(facility, inSources);
        foreach (NumberedGroup group in siteGroups)
        {
            group.Join(knowledge.Known, knowledge.Programs, knowledge.Site);
        }

        return knowledge;
    }

    /// <summary>By the number of a code: whether the program states it.</summary>
    public ReadOnlySpan<bool> StatedBy(int program) => _programs[program].Stated;

    /// <summary>Whether a program states a code.</summary>
    public bool States(TreatmentProgram program, int index, string code) =>
        numbers.NumberOf(code) is >= 0 and var number ? StatedBy(index)[number] : program.Codes.Contains(code);

    /// <summary>How many codes a program states that the vocabulary does not know.</summary>
    public int OtherCodesOf(int program) => _programs[program].OtherCodes;

    private VocabularyNumbers Numbers => numbers;

    private void Fill(Facility facility, bool[][] inSources)
    {
        IReadOnlyList<TreatmentProgram> programs = facility.Programs;
        if (programs.Count == 0)
        {
            // What stands here still is the facility's before it.
            throw new ArgumentException($"Facility {facility.Id} has no program.", nameof(facility));
        }

        Programs = programs.Count;
        if (_programs.Length < programs.Count)
        {
            _programs = [.. Enumerable.Range(0, programs.Count).Select(_ => new ProgramKnowledge(numbers))];
            Known = [.. Enumerable.Range(0, programs.Count).Select(_ => new Knowledge[numbers.Values.Length])];
        }

        for (int i = 0; i < programs.Count; i++)
        {
            TreatmentProgram program = programs[i];
            _programs[i].Read(program.Type, program.Codes, inSources[program.Source.Source], program.OpenCategories);
            _programs[i].OfAll(Known[i]);
        }
    }
}
