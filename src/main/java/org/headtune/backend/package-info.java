/** Which machine the numbers are computed on, and why: CPU or CUDA, threads, memory, seeds. */
package org.headtune.backend;
