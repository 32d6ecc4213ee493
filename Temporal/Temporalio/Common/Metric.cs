namespace Temporalio.Common;

/// <summary>Something that is measured.</summary>
public abstract class Metric
{
    private protected Metric(string name, string? unit, string? description)
    {
        Name = name;
        Unit = unit;
        Description = description;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The unit, or null.</summary>
    public string? Unit { get; }

    /// <summary>What it means, or null.</summary>
    public string? Description { get; }
}
