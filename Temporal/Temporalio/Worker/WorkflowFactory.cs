using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Temporalio.Worker;

/// <summary>Finds workflows by name.</summary>
internal static class WorkflowFactory
{
    /// <summary>Sorts definitions by name.</summary>
    public static (Dictionary<string, WorkflowDefinition> Named, WorkflowDefinition? Dynamic) Index(
        IEnumerable<WorkflowDefinition> definitions)
    {
        var named = new Dictionary<string, WorkflowDefinition>();
        WorkflowDefinition? dynamic = null;
        foreach (var definition in definitions)
        {
            if (!definition.Instantiable)
            {
                throw new ArgumentException($"Workflow named {definition.Name} is not instantiable");
            }

            if (definition.Name is { } name)
            {
                if (!named.TryAdd(name, definition))
                {
                    throw new ArgumentException($"Duplicate workflow named {name}");
                }
            }
            else if (dynamic is null)
            {
                dynamic = definition;
            }
            else
            {
                throw new ArgumentException("Multiple dynamic workflows provided");
            }
        }

        return (named, dynamic);
    }

    /// <summary>Finds a definition.</summary>
    public static WorkflowDefinition Find(
        Dictionary<string, WorkflowDefinition> named, WorkflowDefinition? dynamic, string name)
    {
        if (named.TryGetValue(name, out var definition) || (definition = dynamic) is not null)
        {
            return definition;
        }

        var known = string.Join(", ", named.Keys.Order(StringComparer.Ordinal));
        throw new WorkflowActivationException(new ApplicationFailureException(
            $"Workflow type {name} is not registered on this worker, available workflows: {known}",
            errorType: "NotFoundError"));
    }
}
