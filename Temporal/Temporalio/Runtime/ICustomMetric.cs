namespace Temporalio.Runtime;

/// <summary>Something that is measured by a custom meter.</summary>
/// <typeparam name="T">The type of its values.</typeparam>
public interface ICustomMetric<T>
    where T : struct;
