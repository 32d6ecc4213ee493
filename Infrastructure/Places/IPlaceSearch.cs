namespace OpsFlow.Infrastructure.Places;

/// <summary>Looks places up.</summary>
public interface IPlaceSearch
{
    /// <summary>Its name, as answers cite it.</summary>
    string Name { get; }

    /// <summary>Whether it can be asked.</summary>
    bool IsSetUp { get; }

    /// <summary>Places by words; with a point the nearest first.</summary>
    /// <param name="radius">In meters round the point.</param>
    /// <exception cref="PlaceException">They cannot be looked up.</exception>
    Task<IReadOnlyList<FoundPlace>> SearchAsync(
        string query, (double Latitude, double Longitude)? near, int radius, CancellationToken cancellationToken);
}
