using Locator.Search;

namespace Locator.Tests.Search.Elasticsearch;

/// <summary>A list during whose reading something happens.</summary>
internal sealed class InterruptedList(IndexedFacility[] facilities, int at, Func<Task> happens) : IReadOnlyList<IndexedFacility>
{
    private bool _happened;

    public int Count => facilities.Length;

    public IndexedFacility this[int index]
    {
        get
        {
            if (index == at && !_happened)
            {
                _happened = true;
#pragma warning disable xUnit1031, MA0045 // A list cannot be awaited.
                Task.Run(happens).GetAwaiter().GetResult();
#pragma warning restore xUnit1031, MA0045
            }

            return facilities[index];
        }
    }

    public IEnumerator<IndexedFacility> GetEnumerator() => ((IEnumerable<IndexedFacility>)facilities).GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
