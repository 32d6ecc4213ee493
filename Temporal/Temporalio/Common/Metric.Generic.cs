namespace Temporalio.Common;

/// <summary>Something that is measured.</summary>
/// <typeparam name="T">The type of its values.</typeparam>
public abstract class Metric<T> : Metric
    where T : struct
{
    private protected Metric(string name, string? unit, string? description)
        : base(name, unit, description)
    {
    }
}
