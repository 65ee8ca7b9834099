using Locator.Facilities;
using Locator.Text;
using Xunit;

namespace Locator.Tests.Facilities;

public sealed class CareWordsTests
{
    private static readonly CareWords Words = CareWords.Bundled(Vocabulary.Current);

    [Theory]
    [InlineData("iop", "level:intensive-outpatient")]
    [InlineData("IOP", "level:intensive-outpatient")]
    [InlineData("php", "level:partial-hospitalization")]
    [InlineData("rehab", "level:residential")]
    [InlineData("suboxone clinic", "medication:buprenorphine")]
    [InlineData("suboxone", "medication:buprenorphine")]
    [InlineData("methadone", "medication:methadone")]
    [InlineData("detox", "level:detox")]
    [InlineData("desintoxicación", "level:detox")]
    [InlineData("Desintoxicacion", "level:detox")]
    [InlineData("metadona", "medication:methadone")]
    [InlineData("halfway house", "care:sober-living")]
    [InlineData("AA", "approach:twelve-step")]
    [InlineData("alcohólicos anónimos", "approach:twelve-step")]
    [InlineData("salud mental", "care:mental-health")]
    [InlineData("telehealth", "telehealth:true")]
    [InlineData("men", "population:men")]
    public void Common_words_find_the_filter_first(string typed, string token) =>
        Assert.Equal((token, CareWords.Fit.Whole), (Find(typed)[0].Filter.Token, Find(typed)[0].Fit));

    [Theory]
    [InlineData("suboxo", "medication:buprenorphine", CareWords.Fit.Part)]
    [InlineData("methadone clinic near me", "medication:methadone", CareWords.Fit.Part)]
    [InlineData("necesito desintoxicación ya", "level:detox", CareWords.Fit.Part)]
    [InlineData("motivational inter", "approach:motivational-interviewing", CareWords.Fit.Part)]
    [InlineData("suboxne", "medication:buprenorphine", CareWords.Fit.Slip)]
    [InlineData("methodone", "medication:methadone", CareWords.Fit.Slip)]
    public void Beginnings_sentences_labels_and_slips_find_it_too(string typed, string token, CareWords.Fit fit) =>
        Assert.Contains(Find(typed), found => found.Filter.Token == token && found.Fit == fit);

    [Theory]
    [InlineData("peachtree")]
    [InlineData("x")]
    [InlineData("aab")]
    public void Other_words_find_nothing(string typed) => Assert.Empty(Find(typed));

    [Theory]
    [InlineData("en,iop,level=iop", "\"level=iop\", which is no filter")]
    [InlineData("en,iop,levels=outpatient", "which is no filter")]
    [InlineData("en,iop,level", "not group=value")]
    [InlineData("en,I.O.P.,level=outpatient\nen,iop,level=outpatient", "twice")]
    public void A_row_that_would_lead_nowhere_is_refused(string rows, string message)
    {
        InvalidDataException refused = Assert.Throws<InvalidDataException>(
            () => new CareWords(new StringReader("language,words,filters\n" + rows), Vocabulary.Current));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_row_finds_its_own_filters()
    {
        string[] rows = File.ReadAllLines(Path.Combine(Locator.Testing.SharedData.RepositoryRoot, "src", "Locator", "Facilities", "care-words.csv"));
        Assert.InRange(rows.Length, 200, 400);
        foreach (string[] row in rows.Skip(1).Select(row => row.Split(',')))
        {
            Assert.Contains(row[0], (string[])["en", "es"]);
            string[] filters = [.. row[2].Split(' ').Select(filter => filter.Replace('=', ':'))];
            Assert.Equal(filters, Find(row[1]).Where(found => found.Fit == CareWords.Fit.Whole).Select(found => found.Filter.Token).Take(filters.Length));
        }
    }

    private static IReadOnlyList<(FilterValue Filter, CareWords.Fit Fit)> Find(string typed) => Words.Find(FoldedText.Words(typed));
}
