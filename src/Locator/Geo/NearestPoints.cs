namespace Locator.Geo;

/// <summary>
/// Finds the nearest of many points on the sphere without measuring them all: a k-d tree over their unit vectors. Immutable,
/// safe for all threads.
/// </summary>
public sealed class NearestPoints
{
    private readonly UnitVector[] _points;
    private readonly int[] _positions;

    /// <summary>Builds the tree; n points take n log² n steps.</summary>
    /// <param name="points">The points, in degrees.</param>
    public NearestPoints(IReadOnlyList<GeoPoint> points)
    {
        _points = [.. points.Select(UnitVector.Of)];
        _positions = [.. Enumerable.Range(0, points.Count)];
        Build(0, _points.Length, 0, new double[_points.Length]);
    }

    /// <summary>The nearest points, nearest first, ties in the order of the list; fewer where there are fewer.</summary>
    /// <param name="from">Where distances are measured from.</param>
    /// <param name="count">How many are wanted, at least 1.</param>
    public IReadOnlyList<Neighbor> Nearest(GeoPoint from, int count)
    {
        List<(double Chord, int Position)> best = new(count + 1);
        Search(0, _points.Length, 0, UnitVector.Of(from), count, best);
        return [.. best.Select(found => new Neighbor(found.Position, UnitVector.DistanceOfChord(found.Chord)))];
    }

    /// <summary>Puts the middle of a range, along its axis, into the middle of its part of the arrays, then both halves.</summary>
    private void Build(int low, int high, int axis, double[] keys)
    {
        while (high - low > 1)
        {
            for (int i = low; i < high; i++)
            {
                keys[i] = Along(_points[i], axis);
            }

            int[] order = [.. Enumerable.Range(low, high - low)];
            Array.Sort(keys[low..high], order);
            UnitVector[] points = [.. order.Select(i => _points[i])];
            int[] positions = [.. order.Select(i => _positions[i])];
            points.CopyTo(_points, low);
            positions.CopyTo(_positions, low);
            int middle = (low + high) / 2;
            axis = (axis + 1) % 3;
            Build(low, middle, axis, keys);
            low = middle + 1;
        }
    }

    private void Search(int low, int high, int axis, UnitVector from, int count, List<(double Chord, int Position)> best)
    {
        if (low >= high)
        {
            return;
        }

        int middle = (low + high) / 2, next = (axis + 1) % 3;
        Offer((_points[middle].SquaredChordTo(from), _positions[middle]), count, best);
        double apart = Along(from, axis) - Along(_points[middle], axis);
        (int Low, int High) near = apart < 0 ? (low, middle) : (middle + 1, high), far = apart < 0 ? (middle + 1, high) : (low, middle);
        Search(near.Low, near.High, next, from, count, best);
        if (best.Count < count || apart * apart <= best[^1].Chord)
        {
            Search(far.Low, far.High, next, from, count, best);
        }
    }

    private static void Offer((double Chord, int Position) found, int count, List<(double Chord, int Position)> best)
    {
        int at = best.BinarySearch(found);
        best.Insert(at < 0 ? ~at : at, found);
        if (best.Count > count)
        {
            best.RemoveAt(count);
        }
    }

    private static double Along(UnitVector point, int axis) => axis switch
    {
        0 => point.X,
        1 => point.Y,
        _ => point.Z,
    };
}
