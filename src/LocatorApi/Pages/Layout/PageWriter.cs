using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.RenderTree;

// The types of render trees are public for renderers; the warning is for applications that touch what a renderer holds.
#pragma warning disable BL0006

namespace LocatorApi.Pages.Layout;

/// <summary>Writes components as HTML in UTF-8.</summary>
/// <remarks>
/// A page is made once and never changes, so a component is built and written in one go. The framework's renderer keeps every component for
/// updates to come and compares trees; for a list of twenty places that was measured to cost more than finding them.
/// </remarks>
/// <param name="output">Where to.</param>
/// <param name="page">The page that the components stand on.</param>
/// <param name="services">What is injected into components.</param>
internal sealed class PageWriter(ArrayBufferWriter<byte> output, PageContext page, IServiceProvider services) : IDisposable
{
    /// <summary>Accents as they are: smaller, and readable in the source of a page.</summary>
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Elements without content, which have no end tag (HTML Standard, section 13.1.2, "void elements").</summary>
    private static readonly FrozenSet<string> Void = FrozenSet.Create(
        StringComparer.Ordinal, "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr");

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Injected = new();

    /// <summary>Trees that are used again: a page has some hundred components, and a few of them within each other.</summary>
    private readonly Stack<RenderTreeBuilder> _trees = [];

    /// <summary>Writes a component with all that is in it.</summary>
    /// <param name="type">Its type, a <see cref="PageComponent"/>.</param>
    /// <param name="parameters">Its parameters.</param>
    public void Write(Type type, ParameterView parameters)
    {
        PageComponent component = (PageComponent)Activator.CreateInstance(type)!;
        foreach (PropertyInfo needed in Injected.GetOrAdd(type, InjectedInto))
        {
            needed.SetValue(component, services.GetRequiredService(needed.PropertyType));
        }

        RenderTreeBuilder tree = _trees.TryPop(out RenderTreeBuilder? used) ? used : new RenderTreeBuilder();
        component.Build(page, parameters, tree);
        ArrayRange<RenderTreeFrame> frames = tree.GetFrames();
        Write(frames.Array.AsSpan(0, frames.Count));
        tree.Clear();
        _trees.Push(tree);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_trees.TryPop(out RenderTreeBuilder? tree))
        {
            tree.Dispose();
        }
    }

    private void Write(ReadOnlySpan<RenderTreeFrame> frames)
    {
        for (int i = 0; i < frames.Length;)
        {
            ref readonly RenderTreeFrame frame = ref frames[i];
            switch (frame.FrameType)
            {
                case RenderTreeFrameType.Text:
                    Text(frame.TextContent);
                    i++;
                    break;
                case RenderTreeFrameType.Markup:
                    Markup(frame.MarkupContent);
                    i++;
                    break;
                case RenderTreeFrameType.Element:
                    Element(frames.Slice(i, frame.ElementSubtreeLength));
                    i += frame.ElementSubtreeLength;
                    break;
                case RenderTreeFrameType.Component when frame.ComponentType == typeof(WrittenHtml):
                    Written(((ReadOnlyMemory<byte>)frames[i + 1].AttributeValue).Span);
                    i += frame.ComponentSubtreeLength;
                    break;
                case RenderTreeFrameType.Component:
                    Write(frame.ComponentType, ParametersOf(frames.Slice(i, frame.ComponentSubtreeLength)));
                    i += frame.ComponentSubtreeLength;
                    break;
                case RenderTreeFrameType.Region:
                    // What is in it follows.
                    i++;
                    break;
                default:
                    throw new NotSupportedException($"A page cannot have a part of the kind {frame.FrameType}.");
            }
        }
    }

    /// <summary>An element: itself, its attributes, its content.</summary>
    private void Element(ReadOnlySpan<RenderTreeFrame> frames)
    {
        string name = frames[0].ElementName;
        Written("<"u8);
        Markup(name);
        int i = 1;
        for (; i < frames.Length && frames[i].FrameType == RenderTreeFrameType.Attribute; i++)
        {
            ref readonly RenderTreeFrame attribute = ref frames[i];
            // Builders leave out what is null or false.
            Written(" "u8);
            Markup(attribute.AttributeName);
            if (attribute.AttributeValue is string value)
            {
                Written("=\""u8);
                Text(value);
                Written("\""u8);
            }
        }

        if (i == frames.Length && Void.Contains(name))
        {
            Written(" />"u8);
            return;
        }

        Written(">"u8);
        Write(frames[i..]);
        Written("</"u8);
        Markup(name);
        Written(">"u8);
    }

    private static PropertyInfo[] InjectedInto(Type type) =>
        [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(property => property.IsDefined(typeof(InjectAttribute)))];

    private static ParameterView ParametersOf(ReadOnlySpan<RenderTreeFrame> frames)
    {
        if (frames.Length == 1)
        {
            return ParameterView.Empty;
        }

        Dictionary<string, object?> parameters = new(frames.Length - 1, StringComparer.Ordinal);
        foreach (ref readonly RenderTreeFrame parameter in frames[1..])
        {
            parameters[parameter.AttributeName] = parameter.AttributeValue;
        }

        return ParameterView.FromDictionary(parameters);
    }

    /// <summary>What is shown as it stands: characters that mean something in HTML are written as references.</summary>
    private void Text(string text) => Markup(Encoder.Encode(text));

    /// <summary>HTML as it is: room for the longest that it can be is cheaper than to count its bytes first.</summary>
    private void Markup(string html) => output.Advance(Encoding.UTF8.GetBytes(html, output.GetSpan(Encoding.UTF8.GetMaxByteCount(html.Length))));

    private void Written(ReadOnlySpan<byte> html)
    {
        html.CopyTo(output.GetSpan(html.Length));
        output.Advance(html.Length);
    }
}
