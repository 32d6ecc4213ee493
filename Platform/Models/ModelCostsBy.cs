namespace OpsFlow.Platform.Models;

/// <summary>What costs are summed by.</summary>
public enum ModelCostsBy
{
    /// <summary>What the calls were for.</summary>
    Use,

    /// <summary>The day (UTC) that they began on.</summary>
    Day,

    /// <summary>The model, as its endpoint names it.</summary>
    Model,

    /// <summary>The model, by its name in the registry.</summary>
    Entry,
}
