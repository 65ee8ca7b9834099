using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LocatorApi.Pages.Learn;

/// <summary>Makes a Learn page of its Markdown.</summary>
/// <remarks>
/// HTML in the Markdown is shown as text, never taken: the pages run under a policy without inline script and style. Tables have no
/// alignment, because that would be written as a style.
/// </remarks>
internal static class LearnMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseGenericAttributes().Build();

    /// <summary>Reads the title (the first line), the summary (the first paragraph) and the rest.</summary>
    /// <param name="name">The page's name.</param>
    /// <param name="markdown">Its text.</param>
    /// <param name="link">Makes the address of a page of this site, as the reader's language is kept in it.</param>
    public static LearnText Read(string name, string markdown, Func<string, string> link)
    {
        MarkdownDocument document = Markdown.Parse(markdown, Pipeline);
        if (document is not [HeadingBlock { Level: 1 } title, ParagraphBlock summary, ..])
        {
            throw new InvalidOperationException($"The Learn page {name} does not begin with a title and a summary.");
        }

        document.Remove(title);
        document.Remove(summary);
        foreach (LinkInline inline in document.Descendants<LinkInline>())
        {
            Prepare(inline, link);
        }

        foreach (TableCell cell in document.Descendants<TableRow>().Where(row => row.IsHeader).SelectMany(row => row.OfType<TableCell>()))
        {
            cell.GetAttributes().AddProperty("scope", "col");
        }

        LearnSection[] sections = [.. document.OfType<HeadingBlock>().Where(heading => heading.Level == 2).Select(SectionOf)];
        return new LearnText(name, TextOf(title), TextOf(summary), sections, document.ToHtml(Pipeline));
    }

    private static void Prepare(LinkInline inline, Func<string, string> link)
    {
        if (inline.Url is ['/', ..])
        {
            inline.Url = link(inline.Url);
        }
        else if (inline.Url!.StartsWith("https:", StringComparison.Ordinal))
        {
            // Where the reader came from is nobody's business.
            inline.GetAttributes().AddProperty("rel", "noreferrer");
        }
    }

    private static LearnSection SectionOf(HeadingBlock heading) =>
        new(heading.GetAttributes().Id ?? throw new InvalidOperationException($"The section \"{TextOf(heading)}\" has no anchor."), TextOf(heading));

    private static string TextOf(LeafBlock block) =>
        string.Concat(block.Inline!.Descendants<LiteralInline>().Select(literal => literal.Content.ToString())).Trim();
}
