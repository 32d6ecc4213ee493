namespace OpsFlow.Samples.Demo;

/// <summary>What a user has from scans.</summary>
internal sealed class DemoBelongings(long points, long scans, IEnumerable<string> characters)
    : IEquatable<DemoBelongings>
{
    private readonly IReadOnlyList<string> _characters = [.. characters.Order(StringComparer.Ordinal)];

    private readonly long _points = points;
    private readonly long _scans = scans;

    /// <summary>The same with one more scan's reward; a character is had once.</summary>
    public DemoBelongings With(string character, long more) =>
        new(_points + more, _scans + 1, _characters.Append(character).Distinct());

    /// <inheritdoc/>
    public bool Equals(DemoBelongings? other) => other is not null && _points == other._points
        && _scans == other._scans && _characters.SequenceEqual(other._characters);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DemoBelongings);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_points, _scans, _characters.Count);

    /// <inheritdoc/>
    public override string ToString() => $"{_points} points, scans: {_scans}, {string.Join(", ", _characters)}";
}
