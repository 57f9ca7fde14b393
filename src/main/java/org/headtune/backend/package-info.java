/** Which machine the numbers are computed on, and why: CPU or CUDA, threads and memory. */
package org.headtune.backend;
