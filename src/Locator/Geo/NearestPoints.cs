namespace Locator.Geo;

/// <summary>
/// Finds the nearest of many points on the sphere without measuring them all: a k-d tree over their unit vectors. Immutable,
/// safe for all threads.
/// </summary>
public sealed class NearestPoints
{
    private readonly UnitVector[] _points;
    private readonly int[] _positions;

    /// <summary>Builds the tree; n points take n log n steps.</summary>
    /// <param name="points">The points, in degrees.</param>
    public NearestPoints(IReadOnlyList<GeoPoint> points)
    {
        _points = new UnitVector[points.Count];
        _positions = new int[points.Count];
        for (int i = 0; i < _positions.Length; i++)
        {
            _points[i] = UnitVector.Of(points[i]);
            _positions[i] = i;
        }

        Build(0, _points.Length, 0);
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
    private void Build(int low, int high, int axis)
    {
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            Select(low, high - 1, middle, axis);
            axis = (axis + 1) % 3;
            Build(low, middle, axis);
            low = middle + 1;
        }
    }

    /// <summary>
    /// Puts the point that sorting a range along an axis would put at a place there, and none greater before it, none less behind it
    /// (quickselect: C. A. R. Hoare, "Algorithm 65: Find", 1961). The points between which it divides are taken from within the range,
    /// so ranges that are sorted already take no longer.
    /// </summary>
    private void Select(int first, int last, int place, int axis)
    {
        while (first < last)
        {
            double one = Along(_points[first], axis), two = Along(_points[(first + last) / 2], axis), three = Along(_points[last], axis);
            double middle = Math.Max(Math.Min(one, two), Math.Min(Math.Max(one, two), three));
            int left = first, right = last;
            while (left <= right)
            {
                while (Along(_points[left], axis) < middle)
                {
                    left++;
                }

                while (Along(_points[right], axis) > middle)
                {
                    right--;
                }

                if (left <= right)
                {
                    (_points[left], _points[right]) = (_points[right], _points[left]);
                    (_positions[left], _positions[right]) = (_positions[right], _positions[left]);
                    left++;
                    right--;
                }
            }

            if (place <= right)
            {
                last = right;
            }
            else if (place >= left)
            {
                first = left;
            }
            else
            {
                return;
            }
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
