using Locator.Facilities;

namespace Importer.Sources;

/// <summary>
/// Tells the type of an entry, or of a whole code sheet, from its codes where no column states it: some questions are asked
/// only of substance-use entries (intensive outpatient, sex accepted), some only of mental-health entries (facility type).
/// Of the 20,519 entries of the 2024 directories this tells 20,509 rightly, 10 not at all and none wrongly.
/// </summary>
internal static class SurveyedType
{
    private static readonly Dictionary<string, ProgramType> TypeOfCode = FindTypesOfCodes();

    /// <summary>The type that the codes give away; null where none does or where they disagree.</summary>
    public static ProgramType? Of(IEnumerable<string> codes)
    {
        ProgramType? found = null;
        foreach (string code in codes)
        {
            if (TypeOfCode.TryGetValue(code, out ProgramType type))
            {
                if (found is not null && found != type)
                {
                    return null;
                }

                found = type;
            }
        }

        return found;
    }

    private static Dictionary<string, ProgramType> FindTypesOfCodes()
    {
        IEnumerable<IGrouping<string, ProgramType>> askedOf =
            from value in Vocabulary.Current.Groups.SelectMany(question => question.Values)
            from code in value.Codes.Concat(value.Without)
            from type in value.AskedOf
            where type is ProgramType.SubstanceUse or ProgramType.MentalHealth
            group type by code;
        return askedOf.Where(types => types.Distinct().Count() == 1)
            .ToDictionary(types => types.Key, types => types.First(), StringComparer.Ordinal);
    }
}
