using System.Diagnostics.CodeAnalysis;

namespace Locator.Tests.Architecture;

// Each class whose name begins with Uses uses the class Used, in the one place that its name says and nowhere else.

internal class Used : Exception
{
    public static readonly object Shared = new();
}

[AttributeUsage(AttributeTargets.All)]
internal sealed class MarkAttribute(Type? type = null) : Attribute
{
    public Type? Type => type;

    public object? Value { get; init; }
}

internal static class DoesNotUse
{
    public static string Name => nameof(Used);
}

internal sealed class UsesInBase : Used;

internal abstract class UsesInArgumentOfInterface : IComparable<Used>
{
    public abstract int CompareTo(Used? other);
}

[SuppressMessage("Performance", "CA1823", Justification = "Is there to be seen.")]
[SuppressMessage("CodeQuality", "IDE0051", Justification = "Is there to be seen.")]
internal sealed class UsesInField
{
#pragma warning disable CS0169
    private readonly Used? _used;
#pragma warning restore CS0169
}

internal abstract class UsesInParameter
{
    public abstract void Take(Used used);
}

internal abstract class UsesInResult
{
    public abstract Used Give();
}

internal abstract class UsesInConstraint
{
    public abstract void Take<T>()
        where T : Used;
}

[Mark(typeof(Used))]
internal sealed class UsesInAttribute;

internal static class UsesInListOfAttribute
{
    public static void Take([Mark(Value = new[] { typeof(object), typeof(Used) })] object any) => GC.KeepAlive(any);
}

internal static class UsesInBody
{
    public static object Give() => new Used();
}

internal static class UsesInReadingAField
{
    public static object Give() => Used.Shared;
}

internal static class UsesInTypeOf
{
    public static Type Give() => typeof(Used);
}

internal static class UsesInGenericType
{
    public static object Give() => new Dictionary<string, List<Used>>();
}

internal static class UsesInGenericMethod
{
    public static object Give() => Array.Empty<Used>();
}

internal static class UsesInArray
{
    public static object Give() => new Used[2, 2];
}

internal static class UsesInPattern
{
    public static bool Take(object any) => any is Used;
}

internal static class UsesInCatch
{
    public static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Used)
        {
            GC.Collect();
        }
    }
}

internal static class UsesInLambda
{
    public static Func<object> Give(int count) => () => count > 0 ? new Used() : count;
}

internal static class UsesInLocalFunction
{
    public static object Give()
    {
        return Local();

        static object Local() => new Used();
    }
}

internal static class UsesInIterator
{
    public static IEnumerable<object> Give()
    {
        yield return new Used();
    }
}

internal static class UsesInAsynchronousMethod
{
    public static async Task<object> GiveAsync()
    {
        await Task.Yield();
        return new Used();
    }
}

internal static class UsesInNestedType
{
    internal static class Nested
    {
        public static object Give() => new Used();
    }
}

internal static class UsesInAnonymousType
{
    public static object Give(Func<object> any) => new { It = any() as Used };
}
