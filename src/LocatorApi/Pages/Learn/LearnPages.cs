using System.Collections.Concurrent;
using System.Text;
using Locator.Text;

namespace LocatorApi.Pages.Learn;

/// <summary>The Learn pages: Markdown in this assembly, each made into HTML when it is first asked for.</summary>
internal static class LearnPages
{
    private static readonly ConcurrentDictionary<(string Name, Language Language, string Home), LearnText> Made = new();

    /// <summary>Their names, in the order of the index.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["levels-of-care", "starting", "paying", "accreditation", "emergencies", "leaving-quickly", "about-the-list"];

    /// <summary>A page of this name; null where there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="language">The language to read it in.</param>
    /// <param name="link">Makes the address of a page of this site. A page is kept for each address that this gives the home page.</param>
    public static LearnText? Find(string name, Language language, Func<string, string> link) =>
        Names.Contains(name, StringComparer.Ordinal)
            ? Made.GetOrAdd((name, language, link("/")), _ => LearnMarkdown.Read(name, MarkdownOf(name, language), link))
            : null;

    /// <summary>All pages, in the order of the index.</summary>
    public static IEnumerable<LearnText> All(Language language, Func<string, string> link) => Names.Select(name => Find(name, language, link)!);

    /// <summary>The name of the page to read next; null after the last.</summary>
    public static string? After(string name) => Names.SkipWhile(known => known != name).Skip(1).FirstOrDefault();

    /// <summary>A page as it was written.</summary>
    public static string MarkdownOf(string name, Language language)
    {
        string resource = $"LocatorApi.learn.{name}.{language.Tag}.md";
        using Stream stream = typeof(LearnPages).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The text {resource} is missing from the program.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
