using Temporal.Endurance.Tests;

// worker ADDRESS QUEUE
return args is ["worker", var address, var queue] ? await WorkerProgram.RunAsync(address, queue) : 2;
