namespace Importer.Sources;

/// <summary>Terms of the data: works of a US government agency (17 U.S.C. § 105).</summary>
internal static class SamhsaTerms
{
    public const string License = "Public domain (work of the US government)";

    public const string Attribution = "Substance Abuse and Mental Health Services Administration (SAMHSA), FindTreatment.gov";
}
